"""What is drafted: questions from documents, each with the exact words it rests on."""
