"""``/integrer/explorer/<indicateur>``: a view of an indicator in the pages of other sites."""
