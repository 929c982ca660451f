namespace LightKube.Api.Cel.Checking;

/// <summary>Names that are known at a place of an expression: those of the environment and of the loops around it.</summary>
internal sealed class Scope(Scope? parent)
{
    private readonly Dictionary<string, Declaration> _names = new(StringComparer.Ordinal);

    public Scope? Parent { get; } = parent;

    public IEnumerable<Declaration> All => _names.Values;

    public void Add(Declaration declaration) => _names[declaration.Name] = declaration;

    public Declaration? Find(string name)
    {
        // A leading dot names what is declared outside of all loops.
        if (name.StartsWith('.'))
        {
            var root = this;
            while (root.Parent is { } outer)
            {
                root = outer;
            }

            return root._names.GetValueOrDefault(name[1..]);
        }

        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope._names.TryGetValue(name, out var found))
            {
                return found;
            }
        }

        return null;
    }
}
