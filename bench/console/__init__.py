"""The organisers' console in front of a province: a million learners, ten million deliveries."""
