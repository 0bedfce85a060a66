package io.skyjobs.core.controller;

import io.skyjobs.core.bundle.TreeDetails;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.spi.FileTree;

import java.util.List;

/**
 * Where the files of jobs are kept, each job's for as long as it is live. Safe for use from many
 * threads.
 */
public interface TaskFiles {
    /** Keeps nothing: for jobs that bring no files. */
    TaskFiles NONE =
            (job, task) -> {
                throw new MissingFiles("This server keeps no files.");
            };

    /**
     * The files of a task, outer destinations first. May block while they are laid out.
     *
     * @throws MissingFiles when some cannot be had any more
     */
    Held hold(JobSpec job, int task) throws MissingFiles;

    /**
     * The files of one source of a job, as {@link #hold(JobSpec, int)} has those of a task; the
     * destination is the source itself.
     *
     * @param source path on the submitting machine
     */
    default Held hold(JobSpec job, String source) throws MissingFiles {
        throw new MissingFiles("This server keeps no files.");
    }

    /**
     * What of the files of a source an object store does not keep.
     *
     * @param source path on the submitting machine
     */
    default TreeDetails details(JobSpec job, String source) throws MissingFiles {
        throw new MissingFiles("This server keeps no files.");
    }

    /** Files that stay as they are until this is closed. */
    interface Held extends AutoCloseable {
        /** The files, in the order in which they are to be placed. */
        List<FileTree> trees();

        @Override
        void close();
    }

    /** Files of a job are gone or damaged. */
    final class MissingFiles extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean forGood;

        /**
         * They will not come back.
         *
         * @param sentence what is missing, for people
         */
        public MissingFiles(String sentence) {
            this(sentence, true);
        }

        /**
         * As above.
         *
         * @param forGood whether they will not come back
         */
        public MissingFiles(String sentence, boolean forGood) {
            super(sentence);
            this.forGood = forGood;
        }

        /** What is missing. */
        public String sentence() {
            return String.valueOf(getMessage());
        }

        /** Whether asking again is of no use. */
        public boolean forGood() {
            return forGood;
        }
    }
}
