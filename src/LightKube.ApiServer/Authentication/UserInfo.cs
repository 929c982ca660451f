namespace LightKube.ApiServer.Authentication;

/// <summary>Who makes a request. Immutable.</summary>
public sealed class UserInfo
{
    private static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> NoExtra =
        new Dictionary<string, IReadOnlyList<string>>();

    public UserInfo(
        string name,
        IReadOnlyList<string>? groups = null,
        string uid = "",
        IReadOnlyDictionary<string, IReadOnlyList<string>>? extra = null)
    {
        Name = name;
        Groups = groups ?? [];
        Uid = uid;
        Extra = extra ?? NoExtra;
    }

    /// <summary>A request without credentials.</summary>
    public static UserInfo Anonymous { get; } = new(UserNames.Anonymous, [UserNames.Unauthenticated]);

    /// <summary>The API server itself, and the components that run in its process with all rights.</summary>
    public static UserInfo ApiServer { get; } = new(UserNames.ApiServer, [UserNames.Masters, UserNames.Authenticated]);

    public string Name { get; }

    /// <summary>Empty when the authenticator gives none.</summary>
    public string Uid { get; }

    public IReadOnlyList<string> Groups { get; }

    /// <summary>What else the authenticator knows, such as the pod that a token is bound to.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; }

    public bool IsInGroup(string group)
    {
        for (var i = 0; i < Groups.Count; i++)
        {
            if (Groups[i] == group)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The same user with one more group.</summary>
    public UserInfo WithGroup(string group) => IsInGroup(group) ? this : new UserInfo(Name, [.. Groups, group], Uid, Extra);

    public override string ToString() => Name;
}
