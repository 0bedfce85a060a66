package io.skyjobs.app.server;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.skyjobs.app.api.ContentBatch.BrokenBatch;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.ProblemReply;
import io.skyjobs.app.api.StoredReply;
import io.skyjobs.app.api.TreeManifest.BadManifest;
import io.skyjobs.app.api.TreesReply;
import io.skyjobs.app.api.TreesRequest;
import io.skyjobs.app.server.access.Role;
import io.skyjobs.app.server.files.FileStore;
import io.skyjobs.app.server.files.NotStored;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Takes the files of jobs: says what is missing, and stores what comes. All may be repeated. */
final class FileRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(FileRoutes.class);

    private final FileStore store;

    FileRoutes(FileStore store) {
        this.store = store;
    }

    List<Route> routes() {
        return List.of(
                Route.post(Role.USER, "/trees", this::look),
                new Route("PUT", "/trees/{tree}", Role.USER, this::manifest),
                Route.post(Role.USER, "/contents", this::batch),
                new Route("PUT", "/contents/{content}", Role.USER, this::content));
    }

    private void look(ServerRequest request, ServerResponse response) {
        TreesRequest asked = new Parameters(request).body(TreesRequest.class);
        if (asked.ids().size() > TreesRequest.MOST) {
            throw RequestProblem.badRequest(
                    "The field 'ids' must have at most " + TreesRequest.MOST + " entries.");
        }
        List<TreesReply.Tree> trees = new ArrayList<>();
        try {
            for (String id : asked.ids()) {
                trees.add(store.look(name(id)));
            }
        } catch (IOException trouble) {
            throw failed(trouble);
        }
        Replies.send(response, TreesReply.class, new TreesReply(trees));
    }

    private void manifest(ServerRequest request, ServerResponse response) {
        String id = name(request.path().pathParameters().get("tree"));
        store(
                request,
                response,
                (body, length) -> {
                    store.putManifest(id, body, length);
                    return 1;
                });
    }

    private void content(ServerRequest request, ServerResponse response) {
        String hash = name(request.path().pathParameters().get("content"));
        store(request, response, (body, length) -> store.putContent(hash, body, length));
    }

    private void batch(ServerRequest request, ServerResponse response) {
        store(request, response, (body, length) -> store.putBatch(body));
    }

    private interface Taking {
        int from(InputStream body, long length) throws IOException, NotStored, BadManifest;
    }

    private static void store(ServerRequest request, ServerResponse response, Taking taking) {
        long length = request.headers().contentLength().orElse(-1);
        int stored;
        try (InputStream body = new Body(request.content().inputStream())) {
            stored = taking.from(body, length);
        } catch (NotStored refused) {
            throw new RequestProblem(
                    switch (refused.why()) {
                        case DIFFERENT ->
                                ProblemReply.of(409, ProblemCode.FILE_CHANGED, refused.sentence());
                        case TOO_LARGE ->
                                ProblemReply.of(413, ProblemCode.TOO_LARGE, refused.sentence());
                        case DISK_FULL -> full(refused);
                    });
        } catch (BadManifest wrong) {
            throw RequestProblem.badRequest(wrong.sentence());
        } catch (SenderGone gone) {
            throw RequestProblem.badRequest("The body ended too early.");
        } catch (BrokenBatch wrong) {
            throw RequestProblem.badRequest(String.valueOf(wrong.getMessage()));
        } catch (IOException cut) {
            throw failed(cut);
        }
        Replies.send(response, StoredReply.class, new StoredReply(stored));
    }

    /** Whoever sent a body went away in the middle of it. */
    private static final class SenderGone extends IOException {
        private static final long serialVersionUID = 1L;

        SenderGone(RuntimeException cause) {
            super("the sender went away", cause);
        }
    }

    /** A body whose end in the middle is told from trouble with our own disk. */
    private static final class Body extends FilterInputStream {
        Body(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            try {
                return super.read(bytes, from, length);
            } catch (RuntimeException cut) {
                throw new SenderGone(cut);
            }
        }
    }

    /** What is said when there is no room for the files of another job. */
    static ProblemReply full(NotStored refused) {
        return ProblemReply.of(507, ProblemCode.DISK_FULL, refused.sentence())
                .hinting("Free some of it, and submit again: what has arrived is kept.");
    }

    static RequestProblem failed(IOException trouble) {
        LOG.warn("files could not be read or written: {}", trouble.toString());
        return new RequestProblem(
                ProblemReply.of(
                        503,
                        ProblemCode.FILES_UNAVAILABLE,
                        "The server cannot read or write its files now: " + trouble + "."));
    }

    private static String name(String text) {
        if (!FileStore.isName(text)) {
            throw RequestProblem.badRequest("A name of a tree or a content is not a hash.");
        }
        return text;
    }
}
