package io.skyjobs.core.spec;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Environment variables of a task, those whose values are secret apart; no name is in both.
 *
 * @param envs variables that are stored and shown
 * @param secrets variables whose values are neither
 */
record Environment(SortedMap<String, String> envs, SortedMap<String, String> secrets) {
    Environment {
        envs = Collections.unmodifiableSortedMap(new TreeMap<>(envs));
        secrets = Collections.unmodifiableSortedMap(new TreeMap<>(secrets));
    }

    SortedSet<String> secretNames() {
        return new TreeSet<>(secrets.keySet());
    }

    @Override
    public String toString() {
        return "Environment[envs=" + envs + ", secrets=" + secrets.keySet() + "]";
    }
}
