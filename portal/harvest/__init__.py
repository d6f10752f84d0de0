"""Sources of documents: connectors by protocol, the runner that isolates, resumes and reports."""
