"""What is read most, counted without following anybody: one number a day and a subject, nothing else."""
