package io.skyjobs.providers.channel.ssh;

import io.skyjobs.providers.channel.host.HostConnection;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.FileTree;

import org.apache.sshd.sftp.common.SftpConstants;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;

/**
 * Places one tree by SFTP: one thread finds the differences, a few send them. Used once. What is in
 * memory does not grow with the tree, but for some hundred bytes a directory.
 */
final class SftpTransfer {
    /** More did not make it faster: one connection has one cipher, which is the limit. */
    static final int CHANNELS = 2;

    /** Enough to fill a link of 200 ms; together they open no more files than a host allows. */
    private static final int SENDERS = 6;

    private static final int QUEUE = 1024;

    private static final long MIB = 1024 * 1024;

    private final HostConnection host;
    private final Opener opener;
    private final TransferSettings settings;
    private final TransferMeter meter;
    private final Cutter cutter = new Cutter();

    /** Where the connection's channels come from. */
    @FunctionalInterface
    interface Opener {
        SshSeat seat() throws ChannelException;
    }

    SftpTransfer(
            HostConnection host, Opener opener, TransferSettings settings, TransferMeter meter) {
        this.host = host;
        this.opener = opener;
        this.settings = settings;
        this.meter = meter;
    }

    /**
     * Places it.
     *
     * @throws IOException why it failed, for people
     */
    void place(FileTree tree, Placement placement) throws IOException, InterruptedException {
        var crew = new TransferCrew(settings.threads(), meter, settings.patience());
        var work = new Work(tree, placement);
        crew.await(() -> conduct(crew, work), cutter::cut);
    }

    /** What is to be done, and the threads' way to each other. */
    private record Work(
            FileTree tree,
            Placement placement,
            BlockingQueue<SftpTask> tasks,
            CountDownLatch sent) {
        Work(FileTree tree, Placement placement) {
            this(tree, placement, new ArrayBlockingQueue<>(QUEUE), new CountDownLatch(SENDERS));
        }
    }

    private void conduct(TransferCrew crew, Work work)
            throws IOException, ChannelException, InterruptedException {
        var lanes = open();
        var start = work.placement().start();
        var proof = new PartProof(host, meter);
        for (var index = 0; index < SENDERS; index++) {
            var lane = lanes.get(index % lanes.size());
            var files = new SftpFiles(lane, proof, meter);
            var sender = new SftpSender(lane, work.tasks(), files);
            crew.start(
                    () -> {
                        explaining(lane, start, sender::work);
                        work.sent().countDown();
                    });
        }
        var lane = lanes.getFirst();
        explaining(lane, start, () -> survey(lane, work));
    }

    private void survey(SftpLane lane, Work work) throws IOException, InterruptedException {
        var source = SourceEntry.of(work.tree().source().toRealPath());
        var placement = work.placement();
        var survey =
                new SftpSurvey(lane, work.tasks(), Long.toHexString(settings.nanos().getAsLong()));
        if (source.kind() == SourceEntry.Kind.DIRECTORY) {
            var path = SftpPath.walk(lane, placement);
            var was = lane.attributes(lane.look(path));
            var root = SftpFolder.of(source.path(), path, source.to(), was);
            survey.look(root, !placement.isStart());
        } else {
            var folder = SftpPath.walk(lane, placement.parent());
            var path = SftpPath.below(folder, placement.name());
            var task = survey.difference(source, path, lane.attributes(lane.look(path)));
            if (task.isPresent()) {
                work.tasks().put(task.get());
            }
        }
        work.tasks().put(new SftpTask.End());
        work.sent().await();
        survey.finish();
    }

    private List<SftpLane> open() throws IOException, ChannelException {
        var lanes = new ArrayList<SftpLane>();
        for (var index = 0; index < CHANNELS; index++) {
            var lane = SftpLane.open(opener.seat(), meter);
            cutter.add(lane::close);
            lanes.add(lane);
        }
        return lanes;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    /** A full disk is a mere failure to SFTP; only asking for it tells. */
    private static void explaining(SftpLane lane, String start, Step step)
            throws IOException, InterruptedException {
        try {
            step.run();
        } catch (SftpRefusal refusal) {
            if (refusal.status() == SftpConstants.SSH_FX_FAILURE
                    && lane.free(start).filter(bytes -> bytes < MIB).isPresent()) {
                throw new IOException("no space is left on the host's disk", refusal);
            }
            throw refusal;
        }
    }
}
