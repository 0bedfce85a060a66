package io.skyjobs.core.persistence;

import java.util.List;
import java.util.random.RandomGenerator;

/** Opens stores. */
public final class JobStores {
    private JobStores() {}

    /**
     * Opens a store; makes it when it is not there, and brings an older one up to date.
     *
     * @param location where it is
     * @param specs how specifications become text
     * @param random draws the id of a new installation; a {@link java.security.SecureRandom} but in
     *     tests
     * @throws StoreException when it cannot be used, in one sentence that says who must act
     */
    public static JobStore open(StoreLocation location, SpecCodec specs, RandomGenerator random) {
        Connector connector =
                switch (location) {
                    case StoreLocation.SqliteFile file -> SqliteConnector.file(file, List.of());
                    case StoreLocation.Memory memory -> SqliteConnector.memory();
                    case StoreLocation.Postgres postgres -> new PostgresConnector(postgres);
                };
        return SqlJobStore.open(new Database(connector), location.toString(), specs, random);
    }
}
