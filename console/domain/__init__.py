"""Pure rules: facts in, decision out.

Belongs here: law, psychology, guidance, dispatch, shift, outcomes, promises; data tables with them.
May import: the standard library and itself; ``domain.text`` also opencc and pypinyin. No clock, no
randomness, no files, no database.
"""
