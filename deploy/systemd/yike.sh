#!/bin/sh
# Installed as /usr/local/bin/yike: a command as the service's user and with its settings, from any
# folder. Run it as root: sudo yike deliveries status
exec runuser -u yike -- env PYTHONPATH=/opt/yike YIKE_CONFIG=/etc/yike/yike.toml \
  /opt/yike/.venv/bin/python -P -m bot "$@"
