package io.skyjobs.core.persistence;

import java.util.List;

/**
 * Version 1 of the schema. Rows that change often are narrow and have at most one partial index;
 * all that people filter ended jobs by is in {@code history}, with the other indexes.
 *
 * <p>Instants in columns are nanoseconds since 1970, money is millionths of a US dollar.
 */
final class FirstSchema {
    static final List<String> STATEMENTS =
            List.of(
                    "create table meta (name text primary key, value text not null) {keyed}",
                    "create table counter (name text primary key, value bigint not null) {keyed}",
                    "insert into counter (name, value) values ('job', 0)",
                    "create table lease (id {key}, holder text not null, epoch bigint not null,"
                            + " expires bigint not null)",
                    "insert into lease (id, holder, epoch, expires) values (1, '', 0, 0)",
                    // last_event is the head of the job's chain in the journal
                    "create table job (id {key}, version bigint not null, live smallint not null,"
                            + " status smallint not null, last_event bigint not null,"
                            + " state text not null)",
                    "create index job_live on job (id) where live = 1",
                    "create table job_header (id {key}, submit_key text not null unique,"
                            + " name text not null, user_name text not null,"
                            + " workspace text not null, priority bigint not null,"
                            + " submitted_at bigint not null, copy_rank bigint not null,"
                            + " copies bigint not null, tasks text not null, shown text not null)",
                    "create table job_spec (id {key}, spec text not null)",
                    "create table secret (job bigint not null, name text not null,"
                            + " value text not null, primary key (job, name)) {keyed}",
                    // previous is the entry of the same job before this one, 0 for none: a journal
                    // is
                    // read along this chain, so that appending needs no second index
                    "create table event (number {key}, job bigint not null,"
                            + " previous bigint not null, task bigint not null, tag text not null,"
                            + " at bigint not null, json text not null)",
                    "create table attempt (job bigint not null, task bigint not null,"
                            + " number bigint not null, infra text not null,"
                            + " cost_micros bigint not null, json text not null,"
                            + " primary key (job, task, number)) {keyed}",
                    "create table cluster (name text primary key, live smallint not null,"
                            + " json text not null) {keyed}",
                    "create index cluster_live on cluster (name) where live = 1",
                    "create table history (id {key}, name text not null, user_name text not null,"
                            + " workspace text not null, status smallint not null,"
                            + " infra text not null, submitted_at bigint not null,"
                            + " ended_at bigint not null, cost_micros bigint not null)",
                    "create index history_name on history (name, id)",
                    "create index history_user on history (user_name, id)",
                    "create index history_workspace on history (workspace, id)",
                    "create index history_status on history (status, id)",
                    "create index history_infra on history (infra, id)",
                    "create index history_submitted on history (submitted_at, id)",
                    // how many ended jobs there are of each kind, so that nobody counts a million
                    "create table tally (workspace text not null, user_name text not null,"
                            + " status smallint not null, jobs bigint not null,"
                            + " primary key (workspace, user_name, status)) {keyed}");

    private FirstSchema() {}
}
