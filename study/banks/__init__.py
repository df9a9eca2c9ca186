"""What is written: bank files and document files; knows YAML and no database."""
