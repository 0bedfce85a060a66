package io.skyjobs.providers.channel.ssh;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.FileTree;

import org.apache.sshd.client.session.ClientSession;
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

    /** Enough that one reads the disk while another waits for the host. */
    private static final int SENDERS = 4;

    private static final int QUEUE = 1024;

    private static final long MIB = 1024 * 1024;

    private final Opener opener;
    private final TransferSettings settings;
    private final TransferMeter meter;
    private final Cutter cutter = new Cutter();

    /** Where the connection comes from. */
    @FunctionalInterface
    interface Opener {
        ClientSession session() throws ChannelException;
    }

    SftpTransfer(Opener opener, TransferSettings settings, TransferMeter meter) {
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
        crew.start(() -> conduct(crew, tree, placement));
        crew.await(cutter::cut);
    }

    private void conduct(TransferCrew crew, FileTree tree, Placement placement)
            throws IOException, ChannelException, InterruptedException {
        var lanes = open(opener.session());
        var tasks = new ArrayBlockingQueue<SftpTask>(QUEUE);
        var sent = new CountDownLatch(SENDERS);
        var start = placement.start();
        for (var index = 0; index < SENDERS; index++) {
            var lane = lanes.get(index % lanes.size());
            crew.start(
                    () -> {
                        explaining(lane, start, new SftpSender(lane, tasks, meter)::work);
                        sent.countDown();
                    });
        }
        var lane = lanes.getFirst();
        var target = new Target(tree, placement);
        explaining(lane, start, () -> place(lane, tasks, sent, target));
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

    private record Target(FileTree tree, Placement placement) {}

    private static void place(
            SftpLane lane, BlockingQueue<SftpTask> tasks, CountDownLatch sent, Target target)
            throws IOException, InterruptedException {
        var source = SourceEntry.of(target.tree().source().toRealPath());
        var placement = target.placement();
        var survey = new SftpSurvey(lane, tasks);
        if (source.kind() == SourceEntry.Kind.DIRECTORY) {
            var path = SftpPath.walk(lane, placement);
            var was = lane.attributes(lane.follow(path));
            var root = SftpFolder.of(source.path(), path, source.to(), was);
            survey.look(root, !placement.isStart());
        } else {
            var folder = SftpPath.walk(lane, placement.parent());
            var path = SftpPath.below(folder, placement.name());
            var was = lane.attributes(lane.look(path));
            var task = SftpSurvey.difference(source, path, was);
            if (task.isPresent()) {
                tasks.put(task.get());
            }
        }
        tasks.put(new SftpTask.End());
        sent.await();
        survey.finish();
    }

    private List<SftpLane> open(ClientSession session) throws IOException {
        var lanes = new ArrayList<SftpLane>();
        for (var index = 0; index < CHANNELS; index++) {
            var lane = SftpLane.open(session, meter);
            cutter.add(lane::close);
            lanes.add(lane);
        }
        return lanes;
    }
}
