"""What is done: one function per thing a person does; takes db, who, what, when; never commits."""
