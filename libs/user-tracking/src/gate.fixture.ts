// The authentication guard of the fixtures. It trusts the client: `x-user` is the user as JSON, `x-gate` the outcome.
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

const throwingUser = {
  get id(): string {
    throw new Error('canary-thrown');
  },
};

@Injectable()
export class Gate implements CanActivate {
  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<GatedRequest>();
    const { 'x-user': user, 'x-gate': outcome, 'x-odd': odd } = request.headers;
    await new Promise(setImmediate);
    if (user !== undefined) request.user = JSON.parse(user);
    if (odd === 'thrower') request.user = throwingUser;
    if (odd === 'promise') request.user = Promise.reject(new Error('canary-rejected'));
    if (outcome === '401') throw new UnauthorizedException('canary-rejected');
    if (outcome === '403') return false;
    if (outcome === 'wait') await new Promise(() => undefined);
    if (outcome !== undefined) throw new HttpException('canary-rejected', Number(outcome));
    return true;
  }
}
