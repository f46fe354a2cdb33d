using System.Reflection;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Runs.Tables;

namespace RewardLab.Hosting.Recipes;

/// <content>Results: tables and files.</content>
public static partial class Lab
{
    /// <summary>Prints a table and keeps it for the run's report.</summary>
    public static ResultTable Table(ResultTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        RecipeSession.Current.Print(table);
        return table;
    }

    /// <summary>Prints a table and keeps it for the run's report.</summary>
    /// <param name="title">One line above it.</param>
    /// <param name="columns">Headings.</param>
    /// <param name="rows">Cells: text or numbers, as many in each row as there are columns.</param>
    public static ResultTable Table(string title, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows) =>
        Table(new ResultTable(title, columns, rows));

    /// <summary>Prints a table with a column for each property of the rows, and keeps it for the run's report.</summary>
    /// <typeparam name="T">Any type, such as an anonymous one: new { reward, auroc }.</typeparam>
    public static ResultTable Table<T>(string title, IEnumerable<T> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var list = rows.ToList();
        var type = typeof(T) == typeof(object) && list is [{ } first, ..] ? first.GetType() : typeof(T);
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);

        // Own types become text at once: the table outlives the recipe.
        return Table(title, [.. properties.Select(p => p.Name)], list.Select(row => properties.Select(p => Cell(p.GetValue(row))).ToArray()));

        static object? Cell(object? value) => value is null or IConvertible and not Enum ? value : value.ToString();
    }
}
