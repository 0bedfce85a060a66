package io.skyjobs.app.server.traces;

/** What attributes spans and their events have. None ever holds a value of a job's environment. */
enum Fact {
    JOB("skyjobs.job.id", "Id of the job."),
    JOB_NAME("skyjobs.job.name", "Name of the job."),
    TASK("skyjobs.task.index", "Which task of the job, from 0."),
    TASK_NAME("skyjobs.task.name", "Name of the task; missing when it has none."),
    ATTEMPT("skyjobs.attempt", "Number of the attempt of the task, from 1."),
    USER("user.name", "Who submitted the job."),
    WORKSPACE("skyjobs.workspace", "Workspace of the job."),
    OUTCOME("skyjobs.outcome", "`STARTED`, or the reason code of why the launch ended before."),
    PROVIDER("cloud.provider", "Name of the provider, as in `infra` of a task."),
    REGION("cloud.region", "Region; missing where the provider has none."),
    ZONE("cloud.availability_zone", "Zone; missing where any would do."),
    MACHINE("host.type", "Instance type."),
    SPOT("skyjobs.spot", "Whether the provider may take the machines back."),
    NODES("skyjobs.nodes", "How many nodes."),
    PRICE("skyjobs.price", "US dollars per hour for all nodes, in force when they were chosen."),
    CLUSTER("skyjobs.cluster", "Name of the cluster with the provider."),
    FILE_COUNT("skyjobs.files", "How many files a node is given."),
    FILE_BYTES("skyjobs.files.bytes", "How many bytes these have."),
    CODE("skyjobs.reason", "Reason code, as in `docs/errors.md`."),
    SENTENCE("skyjobs.reason.text", "The same in a sentence."),
    ERROR("error.type", "Reason code of a failure; the span's status holds its sentence.");

    private final String key;
    private final String about;

    Fact(String key, String about) {
        this.key = key;
        this.about = about;
    }

    /** The attribute's name. */
    String key() {
        return key;
    }

    /** What it holds. */
    String about() {
        return about;
    }
}
