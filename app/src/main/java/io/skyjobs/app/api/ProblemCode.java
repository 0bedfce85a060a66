package io.skyjobs.app.api;

/** Every kind of problem that the API answers with; the names are stable. */
public enum ProblemCode {
    /** The token is missing or wrong. */
    UNAUTHORIZED("PermissionDeniedError", "The token is missing or wrong."),
    /** The role of the user does not reach so far. */
    FORBIDDEN("PermissionDeniedError", "The role of the user does not reach so far."),
    /** The request names another host than this machine, or comes from a web page. */
    WRONG_HOST(
            "PermissionDeniedError",
            "The request names another host than this machine, or comes from a web page."),
    /** Client and server speak different versions. */
    WIRE_VERSION("APIVersionMismatchError", "Client and server speak different versions."),
    /** The body is too large. */
    TOO_LARGE("RequestTooLargeError", "The body is too large."),
    /** The body or a parameter cannot be read. */
    BAD_REQUEST("InvalidRequestError", "The body or a parameter cannot be read."),
    /** The task file or a flag that overrides it is wrong. */
    BAD_TASK("InvalidTaskError", "The task file or a flag that overrides it is wrong."),
    /** No place can run the job. */
    NO_PLACE("ResourcesUnavailableError", "No place can run the job."),
    /** The server must be told what is at paths of the submitting machine. */
    PATHS_NEEDED(
            "PathsNeededError",
            "The server must be told what is at paths of the submitting machine."),
    /** Files of the job are not on the server yet. */
    FILES_NEEDED("FilesNeededError", "Files of the job are not on the server yet."),
    /** What was uploaded is not what it was said to be: the file was changed meanwhile. */
    FILE_CHANGED(
            "FileChangedError",
            "What was uploaded is not what it was said to be: the file was changed meanwhile."),
    /** The server has no room for more files. */
    DISK_FULL("DiskFullError", "The server has no room for more files."),
    /** The server cannot read or write its files now. */
    FILES_UNAVAILABLE("FilesUnavailableError", "The server cannot read or write its files now."),
    /** There is no such path. */
    NOT_FOUND("NotFoundError", "There is no such path."),
    /** The path takes other methods. */
    WRONG_METHOD("InvalidRequestError", "The path takes other methods."),
    /** There is no such job, task, attempt or node. */
    NO_SUCH_JOB("JobNotFoundError", "There is no such job, task, attempt or node."),
    /** A stored log cannot be read from the server's disk. */
    LOG_UNREADABLE("LogUnreadableError", "A stored log cannot be read from the server's disk."),
    /** Several running jobs have that name. */
    AMBIGUOUS_NAME("AmbiguousNameError", "Several running jobs have that name."),
    /** No simulated cloud is loaded. */
    NO_SIMULATION("NoSimulationError", "No simulated cloud is loaded."),
    /** No simulated cloud can do that: no such cluster or place, or several. */
    NOT_STEERED(
            "SimulationError",
            "No simulated cloud can do that: no such cluster or place, or several."),
    /** The server does not take commands now. */
    NOT_ACCEPTING("ServerNotAcceptingError", "The server does not take commands now."),
    /** Too many requests are under way. */
    BUSY("ServerBusyError", "Too many requests are under way."),
    /** A defect of the server, or an answer that is none. */
    INTERNAL("ServerError", "A defect of the server, or an answer that is none.");

    private final String title;
    private final String sentence;

    ProblemCode(String title, String sentence) {
        this.title = title;
        this.sentence = sentence;
    }

    /** The name that stands before the message. */
    public String title() {
        return title;
    }

    /** What it means, in one sentence. */
    public String sentence() {
        return sentence;
    }
}
