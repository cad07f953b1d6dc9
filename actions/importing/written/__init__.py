"""What was read elsewhere, as mapping files: actions, their YAML, and the settings of their destination."""
