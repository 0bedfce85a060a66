#!/bin/sh
# Counts to 10 as a training would count its steps: each step is saved, and a new attempt goes on from the last one.
set -eu
saved=$1/step.txt
step=$(cat "$saved" 2>/dev/null || echo 0)
echo "begins at step $step"
while [ "$step" -lt 10 ]; do
  step=$((step + 1))
  sleep 0.2
  echo "$step" >"$saved.new" && mv "$saved.new" "$saved"
  echo "step $step is saved"
done
