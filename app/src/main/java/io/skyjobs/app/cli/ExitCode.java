package io.skyjobs.app.cli;

/** What the exit codes of {@code sky} mean; stable numbers that scripts may rely on. */
enum ExitCode {
    /** All went well. */
    SUCCEEDED(0, "The command did what it should; a job that was followed succeeded."),
    /** Anything that has no code of its own. */
    FAILED(1, "The command could not do it, was refused, or was answered with no."),
    /** The user wrote something that cannot be right. */
    MISUSED(2, "The command line, the task file or the server's configuration is wrong."),
    /** As {@link io.skyjobs.app.api.Status} says. */
    JOB_FAILED(100, "The job that was followed failed."),
    /** As {@link io.skyjobs.app.api.Status} says. */
    NOT_OVER(101, "The job is not over: its logs ended before it, or the time to wait is over."),
    /** As {@link io.skyjobs.app.api.Status} says. */
    NOT_FOUND(102, "There is no such job."),
    /** As {@link io.skyjobs.app.api.Status} says. */
    JOB_CANCELLED(103, "The job that was followed was cancelled."),
    /** What the launcher answers. */
    NO_JAVA(127, "No JDK 25 or newer was found."),
    /** As shells count Ctrl-C. */
    INTERRUPTED(130, "The command was interrupted; jobs go on running.");

    private final int number;
    private final String sentence;

    ExitCode(int number, String sentence) {
        this.number = number;
        this.sentence = sentence;
    }

    /** The number. */
    int number() {
        return number;
    }

    /** What it means, in one sentence. */
    String sentence() {
        return sentence;
    }
}
