namespace LightKube.Commands;

/// <summary>A command cannot do what was asked. The message says why and what to do; it is all that the user sees.</summary>
internal sealed class CommandFailedException : Exception
{
    internal CommandFailedException(string message)
        : base(message)
    {
    }

    internal CommandFailedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
