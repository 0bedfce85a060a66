package io.skyjobs.app.server;

import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.ProblemReply;

/** A request that is not carried out, with the answer to its sender. Nothing about it is logged. */
final class RequestProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ProblemReply reply;

    RequestProblem(ProblemReply reply) {
        super(reply.message(), null, false, false);
        this.reply = reply;
    }

    /** The answer. */
    ProblemReply reply() {
        return reply;
    }

    /** Something in the request cannot be read. */
    static RequestProblem badRequest(String sentence) {
        return new RequestProblem(ProblemReply.of(400, ProblemCode.BAD_REQUEST, sentence));
    }

    /** There is no such job, or part of one. */
    static RequestProblem noSuchJob(String sentence) {
        return new RequestProblem(ProblemReply.of(404, ProblemCode.NO_SUCH_JOB, sentence));
    }
}
