namespace Census.Sync.Sources.Tests;

/// <summary>The two providers that people read MySQL and MariaDB with.</summary>
public enum MySqlDriver
{
    MySqlData,
    MySqlConnector,
}
