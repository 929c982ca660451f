namespace LightKube.ApiServer.Authorization;

/// <summary>Counts the decisions of an authorizer that end the question.</summary>
public sealed class CountedAuthorizer(IAuthorizer authorizer, CountedAuthorizer.Counts counts) : IAuthorizer
{
    /// <summary>How often it allowed and denied.</summary>
    public sealed class Counts
    {
        private long _allowed;
        private long _denied;

        public long Allowed => Interlocked.Read(ref _allowed);

        public long Denied => Interlocked.Read(ref _denied);

        internal void Add(Decision decision)
        {
            if (decision == Decision.Allow)
            {
                Interlocked.Increment(ref _allowed);
            }
            else if (decision == Decision.Deny)
            {
                Interlocked.Increment(ref _denied);
            }
        }
    }

    public bool MayWait => authorizer.MayWait;

    public AuthorizationResult Authorize(in AuthorizationAttributes attributes)
    {
        var result = authorizer.Authorize(attributes);
        counts.Add(result.Decision);
        return result;
    }

    public ValueTask<AuthorizationResult> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancel) =>
        authorizer.MayWait ? AwaitAsync(attributes, cancel) : new ValueTask<AuthorizationResult>(Authorize(attributes));

    private async ValueTask<AuthorizationResult> AwaitAsync(AuthorizationAttributes attributes, CancellationToken cancel)
    {
        var result = await authorizer.AuthorizeAsync(attributes, cancel);
        counts.Add(result.Decision);
        return result;
    }
}
