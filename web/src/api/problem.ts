import type { Label } from './types';

/** A field of a form the server refused, with the reason in both languages. */
export interface FieldFault {
  name: string;
  messages: Label;
}

/** A refusal or failure, told as the server tells it (RFC 9457) or made here when the server cannot be reached. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly messages: Label,
    readonly remedy?: Label,
    readonly fields: FieldFault[] = [],
    readonly requestId?: string,
  ) {
    super(messages.en);
    this.name = 'Problem';
  }

  /** What any thrown value says to a person. */
  static of(thrown: unknown): Problem {
    if (thrown instanceof Problem) return thrown;
    if (thrown instanceof TypeError) return Problem.unreachable();
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    return new Problem(0, 'unexpected', { en: `Unexpected error: ${text}`, zh: `意外错误：${text}` });
  }

  static unreachable(): Problem {
    return new Problem(
      0,
      'unreachable',
      { en: 'The server cannot be reached.', zh: '无法连接服务器。' },
      { en: 'Check your connection and try again.', zh: '请检查网络连接后重试。' },
    );
  }

  static async read(response: Response): Promise<Problem> {
    const fallback: Label = {
      en: `The server answered ${response.status}.`,
      zh: `服务器返回 ${response.status}。`,
    };
    try {
      const body = (await response.json()) as Partial<{
        code: string;
        messages: Label;
        remedy: Label;
        fields: FieldFault[];
        request_id: string;
      }>;
      return new Problem(
        response.status,
        body.code ?? `status-${response.status}`,
        body.messages ?? fallback,
        body.remedy,
        body.fields ?? [],
        body.request_id,
      );
    } catch {
      return new Problem(response.status, `status-${response.status}`, fallback);
    }
  }
}
