package io.skyjobs.core.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** PostgreSQL keeps the contract. */
@Tag("peer")
final class PostgresStoreTest extends OutboxContract {
    private Optional<String> url = Optional.empty();

    private String url() {
        if (url.isEmpty()) {
            url = Optional.of(PostgresServer.get().newDatabase());
        }
        return url.get();
    }

    @Override
    protected JobStore openStore() {
        return open(url());
    }

    private static JobStore open(String text) {
        return JobStores.open(StoreLocation.of(text), SampleJobs.CODEC, new SplittableRandom(5));
    }

    /** Runs before the stores are closed, and ends their sessions. */
    @AfterEach
    void drop() {
        PostgresServer.get().drop(url());
    }

    @Test
    void aStoreOfANewerVersionIsRefused() {
        PostgresServer.execute(url(), "update schema_version set version = 7");
        assertThatThrownBy(this::openStore)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("has version 7")
                .hasMessageContaining(
                        "up to version "
                                + Migrations.newest()
                                + "; install the version that wrote it");
    }

    @Test
    void aDatabaseThatIsNotThereIsSaid() {
        String missing = url().replaceFirst("skyjobs_", "missing_");
        assertThatThrownBy(() -> open(missing))
                .isInstanceOf(StoreException.class)
                .hasMessageEndingWith("does not exist; create the database first.")
                .hasMessageNotContaining("user=");
        assertThatThrownBy(() -> open("postgresql://sky:geheim@127.0.0.1:1/none"))
                .hasMessage(
                        "The store postgresql://127.0.0.1:1/none cannot be reached; check that the"
                                + " server runs and can be connected to.");
    }

    /** A leader that was stopped in the midst of a transaction never commits it. P-13. */
    @Test
    void aTransactionOfAnOvertakenControllerNeverCommits() throws SQLException {
        submit("before");
        try (Connection paused = DriverManager.getConnection(url());
                Statement statement = paused.createStatement()) {
            statement.execute("set idle_in_transaction_session_timeout = 200");
            paused.setAutoCommit(false);
            statement.execute("select epoch from lease where id = 1 for update");
            statement.execute("update job set version = 99");

            // waits for the row until the server ends the paused session
            JobStore.Lease newer =
                    store.acquire("second", Duration.ofHours(1), SampleJobs.START.plus(HOUR))
                            .orElseThrow();

            assertThatThrownBy(paused::commit).isInstanceOf(SQLException.class);
            assertThat(store.job(1).orElseThrow().job().version()).isEqualTo(1);
            store.write(newer, List.of(SampleJobs.submit("after")));
            assertThatThrownBy(() -> write(SampleJobs.submit("late")))
                    .isInstanceOf(LeaseLostException.class);
        }
    }

    /** The connection is lost; reads and, with the lease, writes go on over a new one. */
    @Test
    void aLostConnectionIsOneFailure() {
        submit("before");
        assertThat(store.live()).hasSize(1);
        PostgresServer.get()
                .execute(
                        "select pg_terminate_backend(pid) from pg_stat_activity"
                                + " where application_name = 'skyjobs'");
        assertThatThrownBy(() -> submit("lost"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot be reached");
        assertThatThrownBy(() -> store.live()).isInstanceOf(StoreException.class);
        assertThat(store.live()).hasSize(1);
        assertThat(submit("after").id()).isEqualTo(2);
    }
}
