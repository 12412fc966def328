#!/bin/sh
# Makes the secrets that yike.sample.toml names and that can be made, one file each, and says which
# ones only you have. A file that exists is never changed, so it may be run again at any time.
#
#   sh deploy/make-secrets.sh [FOLDER] [DATABASE_HOST] [REDIS_HOST]
#
# The hosts default to the services of compose.yaml. The folder is closed to others (0700); the
# files in it are readable (0444), since a container, whose user owns nothing here, gets them one
# by one.
set -eu
folder=${1:-$(dirname "$0")/secrets}
database=${2:-postgres}
redis=${3:-valkey}
umask 077
mkdir -p "$folder"

keep() { # keep NAME: standard input becomes the secret NAME, whole or not at all
  cat >"$folder/.$1.new"
  chmod 0444 "$folder/.$1.new"
  mv "$folder/.$1.new" "$folder/$1"
}

random() { # random LENGTH: letters and digits; 43 of them are 256 bits
  LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c "$1"
}

make() { # make NAME LENGTH
  [ -e "$folder/$1" ] || random "$2" | keep "$1"
}

make postgres_password 43
# Inside a private network the server has no TLS; across machines use ?sslmode=require or better.
[ -e "$folder/database_url" ] ||
  printf 'postgres://yike:%s@%s:5432/yike?sslmode=disable' \
    "$(cat "$folder/postgres_password")" "$database" | keep database_url
[ -e "$folder/redis_url" ] || printf 'redis://%s:6379/0' "$redis" | keep redis_url
for key in pseudonym_key data_key signing_key; do make "$key" 43; done
make city_telegram_secret 43
make city_wechat_token 32   # WeChat takes 3-32 letters and digits
make city_wechat_aes_key 43 # the EncodingAESKey has exactly 43

echo "Made in $folder. Keep a copy of pseudonym_key, data_key and signing_key elsewhere."
for name in city_telegram_token city_wechat_app_secret lrs_password; do
  [ -e "$folder/$name" ] || echo "Missing, only you have it: $folder/$name"
done
