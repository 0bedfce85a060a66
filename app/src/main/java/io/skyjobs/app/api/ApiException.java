package io.skyjobs.app.api;

/** The server refused a request, and says why. */
public final class ApiException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ProblemReply problem;

    /**
     * @param problem the server's answer
     */
    public ApiException(ProblemReply problem) {
        super(problem.message());
        this.problem = problem;
    }

    /** The server's answer. */
    public ProblemReply problem() {
        return problem;
    }
}
