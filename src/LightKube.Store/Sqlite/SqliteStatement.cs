using System.Text;

namespace LightKube.Store.Sqlite;

/// <summary>A prepared statement. Whoever steps to a row resets it when done: an open statement holds the state that it reads.</summary>
internal sealed unsafe class SqliteStatement(SqliteConnection connection, nint handle) : IDisposable
{
    private const nint CopyNow = -1;
    private const nint LeaveInPlace = 0;
    private nint _handle = handle;

    public SqliteStatement Bind(int index, long value)
    {
        _ = NativeMethods.BindInt64(_handle, index, value);
        return this;
    }

    public SqliteStatement Bind(int index, string text)
    {
        Span<byte> utf8 = stackalloc byte[3 * StoreLimits.MaxKeyLength];
        return Bind(index, utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }

    /// <summary>Binds text that need not be valid UTF-8: bounds of ranges are not.</summary>
    public SqliteStatement Bind(int index, ReadOnlySpan<byte> text)
    {
        // A pointer must not be null, or SQL NULL is bound.
        byte nothing = 0;
        fixed (byte* first = text)
            _ = NativeMethods.BindText(_handle, index, first is null ? &nothing : first, text.Length, CopyNow);
        return this;
    }

    /// <summary>Moves to the next row; false after the last, when the statement is reset.</summary>
    public bool Step()
    {
        var code = NativeMethods.Step(_handle);
        if (code == SqliteFailure.Row)
            return true;
        if (code == SqliteFailure.Done)
        {
            Reset();
            return false;
        }

        // Before the reset, which forgets the message.
        var failure = connection.Failure(code);
        Reset();
        throw failure;
    }

    public void Run()
    {
        while (Step())
        {
        }
    }

    /// <summary>Runs the statement with one more value, which is not copied.</summary>
    public void RunWith(int index, ReadOnlySpan<byte> value)
    {
        byte nothing = 0;
        fixed (byte* first = value)
        {
            _ = NativeMethods.BindBlob(_handle, index, first is null ? &nothing : first, value.Length, LeaveInPlace);
            Run();
        }
    }

    public void Reset() => _ = NativeMethods.Reset(_handle);

    public long Int64(int column) => NativeMethods.ColumnInt64(_handle, column);

    public string Text(int column) => Encoding.UTF8.GetString(Span(column));

    public byte[] Bytes(int column) => Span(column).ToArray();

    /// <summary>The bytes where SQLite has them: until the next step.</summary>
    public ReadOnlySpan<byte> Span(int column)
    {
        var first = NativeMethods.ColumnBlob(_handle, column);
        return new ReadOnlySpan<byte>(first, NativeMethods.ColumnBytes(_handle, column));
    }

    public void Dispose()
    {
        if (_handle != 0)
            _ = NativeMethods.Finish(_handle);
        _handle = 0;
    }
}
