package io.skyjobs.app.server.webhooks;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses are of the public internet: only there may a job send anything. What the
 * registries of special addresses (RFC 6890) set apart is not, and so neither are the metadata
 * services of clouds. Pure.
 */
final class PublicAddress {
    private static final List<Block> SET_APART =
            blocks(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    // Azure's own services answer at this one.
                    "168.63.129.16/32",
                    // Multicast, what is reserved, and broadcast.
                    "224.0.0.0/3",
                    // Protocol assignments, Teredo among them.
                    "2001::/23",
                    "2001:db8::/32",
                    "3fff::/20");

    /** Of all addresses of version 6, no others are given to anybody. */
    private static final Block GIVEN_6 = Block.of("2000::/3");

    /** Lead to the address of version 4 that begins at this byte. */
    private static final Block SIX_TO_FOUR = Block.of("2002::/16");

    private static final Block NAT64 = Block.of("64:ff9b::/96");

    private PublicAddress() {}

    /**
     * Addresses that begin alike.
     *
     * @param length how many bits they share
     */
    private record Block(InetAddress base, int length) {
        static Block of(String text) {
            int slash = text.indexOf('/');
            return new Block(
                    InetAddress.ofLiteral(text.substring(0, slash)),
                    Integer.parseInt(text.substring(slash + 1)));
        }

        boolean holds(byte[] address) {
            byte[] first = base.getAddress();
            if (address.length != first.length) {
                return false;
            }
            for (int bit = 0; bit < length; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((address[bit / 8] & mask) != (first[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static List<Block> blocks(String... texts) {
        return Stream.of(texts).map(Block::of).toList();
    }

    static boolean is(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return !isSetApart(bytes);
        }
        if (NAT64.holds(bytes)) {
            return !isSetApart(Arrays.copyOfRange(bytes, 12, 16));
        }
        if (SIX_TO_FOUR.holds(bytes)) {
            return !isSetApart(Arrays.copyOfRange(bytes, 2, 6));
        }
        return GIVEN_6.holds(bytes) && !isSetApart(bytes);
    }

    private static boolean isSetApart(byte[] address) {
        return SET_APART.stream().anyMatch(block -> block.holds(address));
    }
}
