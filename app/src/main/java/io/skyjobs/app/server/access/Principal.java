package io.skyjobs.app.server.access;

/**
 * Who sent a request.
 *
 * @param name of a user; that of the server's own user where it is the owner
 * @param role what it may do
 * @param owner whether it has the token of the server itself, and so may speak for others
 */
public record Principal(String name, Role role, boolean owner) {
    /** Somebody who is not known. */
    public static final Principal UNKNOWN = new Principal("", Role.ANYONE, false);

    /** The name under which it acts: its own, unless it may speak for others. */
    public String acting(String wanted) {
        return owner ? wanted : name;
    }

    /** Whether it may end what belongs to a user. */
    public boolean mayEnd(String user) {
        return role == Role.ADMIN || name.equals(user);
    }
}
