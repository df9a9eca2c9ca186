"""Study: quizzes and flashcards in which every answer leads back to its passage.

The rooms, from the bottom up; imports point downwards only:

domain      what is true: questions, grading, quoting, memory. No clock, no I/O.
banks       what is written: YAML banks and document files. No database.
storage     what is remembered: the only room that knows SQL.
actions     what is done: one function per thing a person does; never commits.
web, cli    what is seen and what is typed.
"""
