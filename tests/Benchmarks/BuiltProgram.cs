namespace RewardLab.Benchmarks;

/// <summary>The program rewardlab as built from the same sources.</summary>
internal static class BuiltProgram
{
    /// <summary>Its file; null where it has not been built, which is written.</summary>
    public static string? Find(TextWriter output)
    {
        var program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../src/RewardLab/bin/Release/net10.0/rewardlab.dll"));
        if (File.Exists(program))
        {
            return program;
        }

        output.WriteLine($"There is no {program}. Build it first: dotnet build -c Release src/RewardLab");
        return null;
    }
}
