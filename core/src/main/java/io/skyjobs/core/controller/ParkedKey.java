package io.skyjobs.core.controller;

/** Order in which waiting jobs are told of capacity: as they would launch. */
record ParkedKey(int priority, long job) implements Comparable<ParkedKey> {
    @Override
    public int compareTo(ParkedKey other) {
        int byPriority = Integer.compare(other.priority, priority);
        return byPriority != 0 ? byPriority : Long.compare(job, other.job);
    }
}
