"""Problems and evidence as text for people and as JSON for programs."""
