package io.skyjobs.core.webhook;

/**
 * What an endpoint is to be told; the same at every try.
 *
 * @param id by which a receiver knows what it has had already
 * @param job the job
 * @param sequence grows with every change of the job, with gaps
 * @param change what changed
 * @param costMicros what the job had cost by then, in millionths of a US dollar
 */
public record Message(String id, Job job, long sequence, StatusChange change, long costMicros) {
    /**
     * The job that a message is about.
     *
     * @param taskName name of the task that gave it its status
     */
    public record Job(long id, String name, String user, String workspace, String taskName) {}
}
