using LightKube.Api.Cel.Types;

namespace LightKube.Api.Cel.Checking;

/// <summary>What the parameters of generic signatures stand for, as found while an expression is checked.</summary>
internal sealed class TypeMapping
{
    private readonly Dictionary<string, CelType> _found = new(StringComparer.Ordinal);

    // What an attempt has noted so far, to be taken back when it fails.
    private readonly List<(string Name, CelType? Before)> _noted = [];
    private int _fresh;

    /// <summary>A parameter that nothing else uses.</summary>
    public CelType Fresh() => CelType.Param($"_var{_fresh++}");

    /// <summary>Whether a value of the first type fits where the second is wanted; notes what parameters must be for that.</summary>
    public bool Assign(CelType from, CelType to) => Assign([from], [to]);

    public bool Assign(ReadOnlySpan<CelType> from, ReadOnlySpan<CelType> to)
    {
        _noted.Clear();
        if (AssignAll(from, to))
        {
            return true;
        }

        for (var i = _noted.Count - 1; i >= 0; i--)
        {
            if (_noted[i].Before is { } before)
            {
                _found[_noted[i].Name] = before;
            }
            else
            {
                _found.Remove(_noted[i].Name);
            }
        }

        return false;
    }

    /// <summary>The type with parameters replaced by what they stand for.</summary>
    /// <param name="type">Any type.</param>
    /// <param name="freeToDyn">Parameters that may still be anything become dyn.</param>
    public CelType Resolve(CelType type, bool freeToDyn)
    {
        if (type.TypeKind == CelTypeKind.Param)
        {
            return _found.TryGetValue(type.Name, out var found) ? Resolve(found, freeToDyn) : freeToDyn ? CelType.Dyn : type;
        }

        return Rebuild(type, parameter => Resolve(parameter, freeToDyn));
    }

    /// <summary>The same signature with parameters of its own.</summary>
    public CelType[] Instantiate(Overload overload)
    {
        var types = new CelType[overload.Args.Length + 1];
        types[0] = overload.Result;
        overload.Args.CopyTo(types, 1);
        if (overload.HasParams)
        {
            var fresh = new Dictionary<string, CelType>(StringComparer.Ordinal);
            for (var i = 0; i < types.Length; i++)
            {
                types[i] = Renamed(types[i], fresh);
            }
        }

        return types;
    }

    public static CelType MostGeneral(CelType left, CelType right) => IsEqualOrLessSpecific(left, right) ? left : right;

    private CelType Renamed(CelType type, Dictionary<string, CelType> fresh)
    {
        if (type.TypeKind != CelTypeKind.Param)
        {
            return Rebuild(type, parameter => Renamed(parameter, fresh));
        }

        if (!fresh.TryGetValue(type.Name, out var found))
        {
            fresh.Add(type.Name, found = Fresh());
        }

        return found;
    }

    private static CelType Rebuild(CelType type, Func<CelType, CelType> change)
    {
        if (type.Parameters.Length == 0)
        {
            return type;
        }

        var parameters = Array.ConvertAll(type.Parameters, parameter => change(parameter));
        return type.TypeKind switch
        {
            CelTypeKind.List => CelType.List(parameters[0]),
            CelTypeKind.Map => CelType.Map(parameters[0], parameters[1]),
            CelTypeKind.Type => CelType.TypeOf(parameters[0]),
            _ => CelType.Opaque(type.Name, parameters),
        };
    }

    private bool AssignAll(ReadOnlySpan<CelType> from, ReadOnlySpan<CelType> to)
    {
        if (from.Length != to.Length)
        {
            return false;
        }

        for (var i = 0; i < from.Length; i++)
        {
            if (!AssignOne(from[i], to[i]))
            {
                return false;
            }
        }

        return true;
    }

    private bool AssignOne(CelType from, CelType to)
    {
        if (to.TypeKind == CelTypeKind.Param)
        {
            if (TrySubstitute(from, to, out var known))
            {
                return true;
            }

            if (known)
            {
                return false;
            }
        }

        if (from.TypeKind == CelTypeKind.Param)
        {
            return TrySubstitute(to, from, out _);
        }

        if (from.IsDynOrError || to.IsDynOrError)
        {
            return true;
        }

        if (from.TypeKind == CelTypeKind.Null || to.TypeKind == CelTypeKind.Null)
        {
            return IsNullable(from.TypeKind) && IsNullable(to.TypeKind);
        }

        return from.TypeKind switch
        {
            CelTypeKind.Type => to.TypeKind == CelTypeKind.Type,
            CelTypeKind.Opaque or CelTypeKind.List or CelTypeKind.Map =>
                from.TypeKind == to.TypeKind && from.Name == to.Name && AssignAll(from.Parameters, to.Parameters),
            _ => from.Same(to),
        };
    }

    private static bool IsNullable(CelTypeKind kind) =>
        kind is CelTypeKind.Null or CelTypeKind.Opaque or CelTypeKind.Object or CelTypeKind.Duration or CelTypeKind.Timestamp;

    // Whether the parameter can stand for the type; notes it, made more general where it stood for something already.
    private bool TrySubstitute(CelType type, CelType parameter, out bool known)
    {
        known = false;
        if (type.TypeKind == CelTypeKind.Param && type.Name == parameter.Name)
        {
            return true;
        }

        if (_found.TryGetValue(parameter.Name, out var found))
        {
            known = true;
            if (type.TypeKind == found.TypeKind && type.Same(found))
            {
                return true;
            }

            if (!AssignOne(type, found))
            {
                return false;
            }

            var general = MostGeneral(type, found);
            if (!Mentions(general, parameter))
            {
                Note(parameter.Name, general);
            }

            return true;
        }

        if (Mentions(type, parameter))
        {
            return false;
        }

        Note(parameter.Name, type);
        return true;
    }

    private void Note(string name, CelType type)
    {
        _noted.Add((name, _found.GetValueOrDefault(name)));
        _found[name] = type;
    }

    private bool Mentions(CelType type, CelType parameter)
    {
        if (type.TypeKind == CelTypeKind.Param)
        {
            return type.Name == parameter.Name || (_found.TryGetValue(type.Name, out var found) && Mentions(found, parameter));
        }

        return Array.Exists(type.Parameters, inner => Mentions(inner, parameter));
    }

    private static bool IsEqualOrLessSpecific(CelType left, CelType right)
    {
        if (left.TypeKind is CelTypeKind.Dyn or CelTypeKind.Param)
        {
            return true;
        }

        if (right.TypeKind is CelTypeKind.Dyn or CelTypeKind.Param || left.TypeKind != right.TypeKind)
        {
            return false;
        }

        if (left.TypeKind == CelTypeKind.Type)
        {
            return true;
        }

        if (left.Name != right.Name || left.Parameters.Length != right.Parameters.Length)
        {
            return false;
        }

        for (var i = 0; i < left.Parameters.Length; i++)
        {
            if (!IsEqualOrLessSpecific(left.Parameters[i], right.Parameters[i]))
            {
                return false;
            }
        }

        return true;
    }
}
