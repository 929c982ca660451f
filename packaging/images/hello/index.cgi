#!/bin/sh
# Who answers, and with the greeting that a ConfigMap brought, if any.
greeting=$(cat /etc/hello/greeting 2>/dev/null || echo 'Hello from LightKube!')
printf 'Content-Type: text/plain\r\n\r\n'
echo "$greeting | Running on: $(hostname) | v=$VERSION"
