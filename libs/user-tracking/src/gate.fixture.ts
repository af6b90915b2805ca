// Authentication as an application has it, for the fixtures: it believes every word. `x-user` is the user, as JSON;
// `x-gate` is how the gate answers.
import {
  type CanActivate,
  type ExecutionContext,
  HttpException,
  Injectable,
  UnauthorizedException,
} from '@nestjs/common';

export interface GatedRequest {
  headers: Record<string, string | undefined>;
  user?: unknown;
}

const thrower = {
  get id(): string {
    throw new Error('canary-thrown');
  },
};

@Injectable()
export class Gate implements CanActivate {
  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<GatedRequest>();
    const { 'x-user': user, 'x-gate': answer, 'x-odd': odd } = request.headers;
    await new Promise(setImmediate);
    if (user !== undefined) request.user = JSON.parse(user);
    if (odd === 'thrower') request.user = thrower;
    if (odd === 'promise') request.user = Promise.reject(new Error('canary-rejected'));
    if (answer === '401') throw new UnauthorizedException('canary-refused');
    if (answer === '403') return false;
    if (answer === 'wait') await new Promise(() => undefined);
    if (answer !== undefined) throw new HttpException('canary-refused', Number(answer));
    return true;
  }
}
