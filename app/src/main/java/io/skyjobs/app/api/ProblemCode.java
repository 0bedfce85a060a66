package io.skyjobs.app.api;

/** Every kind of problem that the API answers with; the names are stable. */
public enum ProblemCode {
    /** The token is missing or wrong. */
    UNAUTHORIZED("PermissionDeniedError"),
    /** The request names another host than this machine, or comes from a web page. */
    WRONG_HOST("PermissionDeniedError"),
    /** Client and server speak different versions. */
    WIRE_VERSION("APIVersionMismatchError"),
    /** The body is too large. */
    TOO_LARGE("RequestTooLargeError"),
    /** The body or a parameter cannot be read. */
    BAD_REQUEST("InvalidRequestError"),
    /** The task file or a flag that overrides it is wrong. */
    BAD_TASK("InvalidTaskError"),
    /** No place can run the job. */
    NO_PLACE("ResourcesUnavailableError"),
    /** There is no such path. */
    NOT_FOUND("NotFoundError"),
    /** The path takes other methods. */
    WRONG_METHOD("InvalidRequestError"),
    /** There is no such job, task, attempt or node. */
    NO_SUCH_JOB("JobNotFoundError"),
    /** Several running jobs have that name. */
    AMBIGUOUS_NAME("AmbiguousNameError"),
    /** The server does not take commands now. */
    NOT_ACCEPTING("ServerNotAcceptingError"),
    /** Too many requests are under way. */
    BUSY("ServerBusyError"),
    /** A defect of the server, or an answer that is none. */
    INTERNAL("ServerError");

    private final String title;

    ProblemCode(String title) {
        this.title = title;
    }

    /** The name that stands before the message. */
    public String title() {
        return title;
    }
}
