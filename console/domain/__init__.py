"""Pure rules: facts in, decision out.

Belongs here: law, psychology, guidance, dispatch, shift, outcomes, promises, and their tables of data.
May import: the standard library and itself. ``domain.text`` also opencc and pypinyin.
No clock, no randomness, no files, no database.
"""
