/** The files that images hold, as far as they are known: folders, and where a web server's pages lie. */
import { newDirectory, newFile, placeFile, type Directory } from '../files/entry.ts';

const FOLDERS = ['bin', 'dev', 'etc/ssl', 'home', 'lib', 'mnt', 'opt', 'proc', 'root', 'run', 'sbin', 'srv', 'sys', 'usr/bin', 'usr/local/bin', 'usr/share', 'var/lib', 'var/log', 'var/run', 'var/cache'];

/** By the image's repository. */
export const PAGES: Readonly<Record<string, string>> = { nginx: '/usr/share/nginx/html', httpd: '/usr/local/apache2/htdocs' };

/** A fresh copy for one run of a container. */
export function filesOfImage(repository: string): Directory {
  const root = newDirectory();
  const folder = (path: string): void => {
    let at = root;
    for (const name of path.split('/').filter((one) => one !== '')) {
      const next = at.children.get(name) ?? newDirectory();
      at.children.set(name, next);
      at = next as Directory;
    }
  };
  FOLDERS.forEach(folder);
  root.children.set('tmp', newDirectory(0o1777));
  placeFile(root, 'etc/passwd', newFile('root:x:0:0:root:/root:/bin/sh\n'));
  placeFile(root, 'etc/os-release', newFile('NAME="Simulated"\n'));
  const pages = PAGES[repository.split('/').at(-1)!];
  if (pages !== undefined) folder(pages);
  return root;
}

/** A machine's own files, as a hostPath shows them. */
export function filesOfMachine(name: string): Directory {
  const root = filesOfImage('');
  placeFile(root, 'etc/hosts', newFile(`127.0.0.1\tlocalhost\n127.0.1.1\t${name}\n`));
  placeFile(root, 'etc/hostname', newFile(`${name}\n`));
  placeFile(root, 'etc/resolv.conf', newFile('nameserver 192.168.0.1\n'));
  return root;
}
