"""What is believed of an address: pure functions, without network, database nor clock."""
