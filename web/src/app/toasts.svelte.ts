/** Short messages that say what just happened; read out by screen readers, gone by themselves. */
export interface Toast {
  id: number;
  text: string;
  kind: 'done' | 'fault';
}

let toasts = $state.raw<Toast[]>([]);
let count = 0;

export const shown = {
  get all(): Toast[] {
    return toasts;
  },
};

export function dismiss(id: number): void {
  toasts = toasts.filter((toast) => toast.id !== id);
}

export function toast(text: string, kind: Toast['kind'] = 'done'): void {
  const id = ++count;
  toasts = [...toasts, { id, text, kind }];
  setTimeout(() => dismiss(id), kind === 'fault' ? 12_000 : 5_000);
}
