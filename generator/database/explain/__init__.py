"""How an engine would carry statements out: its own plans, in a database as large as was declared.

Takes statements and the sizes of tables, gives Plans in one shape for every engine: what each table is
read by, how many rows the planner expects, what is sorted. Nothing is guessed about a planner: the
real one is asked, and an index is judged by building it and asking again."""
