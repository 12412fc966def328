"""What is done with the deployment's keys: encrypting at rest, and signing."""
