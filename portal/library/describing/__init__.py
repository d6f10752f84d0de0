"""From the words of a source to typed values: dates, producers, licences, subjects, territories."""
