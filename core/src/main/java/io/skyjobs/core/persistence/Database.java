package io.skyjobs.core.persistence;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The sessions of one store: one that writes, a few that read. Safe for use from many threads.
 *
 * <p>A session that met trouble is not used again; the next use opens a new one.
 */
final class Database implements AutoCloseable {
    private static final int READERS = 4;

    private final Connector connector;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock resting = new ReentrantLock();
    private final Semaphore readers = new Semaphore(READERS);
    private final Deque<Session> idle = new ArrayDeque<>();
    private Optional<Session> writer = Optional.empty();
    private boolean closed;

    Database(Connector connector) {
        this.connector = connector;
    }

    /** Something to be done with a session. */
    @FunctionalInterface
    interface Work<T> {
        T on(Session session) throws SQLException;
    }

    Dialect dialect() {
        return connector.dialect();
    }

    /**
     * Carries out work as one transaction: all of it is durable when this returns, or nothing was
     * changed.
     */
    <T> T write(Work<T> work) {
        writing.lock();
        try {
            Session session = openWriter();
            boolean done = false;
            try {
                session.begin();
                T result = work.on(session);
                session.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    abandon(session);
                }
            }
        } catch (SQLException trouble) {
            throw failure(trouble);
        } finally {
            writing.unlock();
        }
    }

    /** Reads what has been committed. */
    <T> T read(Work<T> work) {
        if (connector.single()) {
            return write(work);
        }
        readers.acquireUninterruptibly();
        try {
            Session session = takeReader();
            boolean done = false;
            try {
                T result = work.on(session);
                done = true;
                return result;
            } finally {
                giveBack(session, done);
            }
        } catch (SQLException trouble) {
            throw failure(trouble);
        } finally {
            readers.release();
        }
    }

    @Override
    public void close() {
        writing.lock();
        try {
            Optional<Session> last = writer;
            writer = Optional.empty();
            closeReaders();
            if (last.isPresent()) {
                last.get().close();
            }
        } catch (SQLException trouble) {
            throw failure(trouble);
        } finally {
            writing.unlock();
        }
    }

    private void closeReaders() throws SQLException {
        resting.lock();
        try {
            closed = true;
            while (!idle.isEmpty()) {
                idle.pop().close();
            }
        } finally {
            resting.unlock();
        }
    }

    private Session openWriter() throws SQLException {
        checkOpen();
        if (writer.isEmpty()) {
            writer = Optional.of(connector.writer());
        }
        return writer.get();
    }

    private Session takeReader() throws SQLException {
        resting.lock();
        try {
            checkOpen();
            if (!idle.isEmpty()) {
                return idle.pop();
            }
        } finally {
            resting.unlock();
        }
        return connector.reader();
    }

    private void giveBack(Session session, boolean usable) throws SQLException {
        resting.lock();
        try {
            if (usable && !closed) {
                idle.push(session);
                return;
            }
        } finally {
            resting.unlock();
        }
        session.close();
    }

    private void abandon(Session session) {
        try {
            session.rollback();
            if (connector.single()) {
                return;
            }
        } catch (SQLException alsoBroken) {
            // The session is closed below, which ends its transaction as well.
        }
        writer = Optional.empty();
        try {
            session.close();
        } catch (SQLException alsoBroken) {
            // Nothing is left to be done with it.
        }
    }

    private void checkOpen() {
        resting.lock();
        try {
            if (closed) {
                throw new StoreException("The store is closed.");
            }
        } finally {
            resting.unlock();
        }
    }

    private StoreException failure(SQLException trouble) {
        return new StoreException(connector.sentence(trouble), trouble);
    }
}
