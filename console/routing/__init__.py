"""Plans rounds of visits: which pair goes where, in which order, at what time.

Belongs here: distances, the planning problem and its answer, the planner in its child process, instances of outsiders.
It knows no database and no rule of law: windows come in, an order comes out. May import ``console.domain`` alone.
``solver`` is the only module that imports PyVRP, so that the serving process never loads it.
"""
