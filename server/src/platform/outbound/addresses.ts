/** Which network addresses are the public internet, and which are somebody's inside. Pure. */
import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';

/** IPv4 that is not the public internet: IANA special-purpose registry, and metadata services with public numbers. */
const specialV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  // Carrier-grade NAT; 100.100.100.200 is the metadata service of Alibaba Cloud.
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Link-local; 169.254.169.254 is the metadata service of most clouds.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  // The platform address inside Azure.
  ['168.63.129.16', 32],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/**
 * IPv6 inside 2000::/3 that is not the public internet, or that carries an IPv4 address for somebody else to unpack
 * (Teredo, 6to4). Everything outside 2000::/3 is refused anyway: loopback, link-local, unique local, multicast, mapped
 * and compatible IPv4, NAT64.
 */
const specialV6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];

const notPublicV4 = listOf(specialV4);
const globalUnicastV6 = listOf([['2000::', 3]]);
const notPublicV6 = listOf(specialV6);

/** The networks of an organisation's own house: never loopback, link-local or metadata services. */
const privateNetworks = listOf([
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['fc00::', 7],
]);
const metadataInPrivate = listOf([['fd00:ec2::', 32]]);

function listOf(networks: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, bits] of networks) list.addSubnet(network, bits, isIPv4(network) ? 'ipv4' : 'ipv6');
  return list;
}

function inList(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

/** Whether a literal address belongs to the public internet. Anything that is no plain address does not. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !inList(notPublicV4, address);
  // A zone (fe80::1%eth0) makes sense on one machine only.
  if (!isIPv6(address) || address.includes('%')) return false;
  return inList(globalUnicastV6, address) && !inList(notPublicV6, address);
}

/** Networks beyond the public internet that a name on the allow list may resolve to. */
export type Network = { contains(address: string): boolean };

/**
 * `private` (RFC 1918 and unique local IPv6), or a network such as `10.20.0.0/16`; undefined for other text.
 */
export function parseNetwork(text: string): Network | undefined {
  if (text === 'private') {
    return {
      contains: (address) =>
        isPlain(address) && inList(privateNetworks, address) && !inList(metadataInPrivate, address),
    };
  }
  const [network = '', bits = ''] = text.split('/');
  const family = isIP(network);
  if (family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return undefined;
  const list = listOf([[network, Number(bits)]]);
  // Only an address of the same family: a mapped form must not slip in by the other door.
  return { contains: (address) => isPlain(address) && isIP(address) === family && inList(list, address) };
}

/** An address without zone, and no IPv4 address in IPv6 dress (Node's BlockList would look through that). */
function isPlain(address: string): boolean {
  if (isIPv4(address)) return true;
  if (!isIPv6(address) || address.includes('%')) return false;
  return !/^\[(::ffff:|64:ff9b:)/.test(new URL(`http://[${address}]`).hostname);
}
